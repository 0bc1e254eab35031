"""Words for the results of the rules."""
