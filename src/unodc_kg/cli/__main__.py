"""`python -m unodc_kg.cli` does what `unodc-kg` does."""

import sys

from unodc_kg.cli import main

sys.exit(main())
