"""What a page shows, worked out before the template: pure functions that take `now` and return plain data.

Numbers meant for SVG attributes are strings already, so that no locale puts a comma into them.
"""
