"""What happens in a tick of a forest fire, one file for each system: spread, then extent."""
