"""What happens in a tick of the predator-prey model, one file for each system.

Order of a tick: movement, grazing, hunting, starvation, reproduction, regrowth, census. Wilensky asks the animals one by
one to do all of it; here all animals do one thing before any does the next, so that no animal's place in a list matters
but where two want the same meal: there the elder (the lower uid) comes first.
"""
