"""Generated scenarios that are run to be chosen: until a condition holds, or to be as different as can be."""
