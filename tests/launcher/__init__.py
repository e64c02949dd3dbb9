"""`manage.py test`: finds or starts what the tests need, runs pytest in its three parts, and takes it all down again."""
