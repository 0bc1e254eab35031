"""The therapeutic alliance: the questions, their answers, and the statements made from them."""
