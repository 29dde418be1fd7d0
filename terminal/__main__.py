"""`python -m terminal`: the same as the command `badge-terminal`."""

from terminal.cli import main

if __name__ == "__main__":
    main()
