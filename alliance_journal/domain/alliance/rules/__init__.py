"""Rules R0 to R10, each as pure functions over the values of a stretch of sessions.

`manual/how_it_is_worked_out.md` states them in words, with the source of each.
"""
