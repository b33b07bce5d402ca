"""``python -m tellers.cli``: the same as the command ``tellers``."""

from tellers.cli.main import main

raise SystemExit(main())
