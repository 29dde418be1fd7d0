"""Looks at the machine for an examination; changes nothing.

Each module looks at one area and returns the value that the rules of the same name in
`terminal.doctor` judge.
"""
