"""The one door to the Self-service Desk: `python3 manage.py desk` to see it, `python3 manage.py test` to check it.

Written so that every Python ever installed can read it, because an old one has to be told so in a sentence.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python comes here too, and leaves with a sentence
    sys.exit("The Self-service Desk needs Python 3.11 or newer; this is Python {}.{}.".format(*sys.version_info[:2]))

if __name__ == "__main__":
    from ozmo_desk.bootstrap import prepare_for, settings_or_exit

    prepare_for(sys.argv)
    settings_or_exit()

    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
