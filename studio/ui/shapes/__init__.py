"""What the page's elements are given: the shapes between `view` (Python) and `assets/*.js` (the browser).

Plain JSON in, plain JSON out. All text is plain text (elements put it in by `textContent`); all addresses are our own routes. Words are already in the
person's language. Times `since` are milliseconds since the epoch, so that a running clock ticks in the browser and costs no update.
"""

