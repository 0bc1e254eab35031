"""`python -m alliance_journal`."""

from alliance_journal.cli import main

if __name__ == "__main__":
    main()
