"""``python -m jdmatch`` is the command line."""

from jdmatch.cli import main

if __name__ == "__main__":
    main()
