"""Days and repeating dates as people write them."""
