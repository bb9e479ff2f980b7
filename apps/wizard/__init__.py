"""The wizard of `catallax new`: questions, their answers, and what a scenario of them looks like before it is written."""
