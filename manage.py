#!/usr/bin/env python3
"""Django's command line. Use `./run manage …`, which finds the servers and sets the environment."""

import os
import sys

from django.core.management import execute_from_command_line

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caseflow.settings")
    execute_from_command_line(sys.argv)
