"""Does the whole bot stand whatever comes through its door: updates as they should be, and as they should not?"""
