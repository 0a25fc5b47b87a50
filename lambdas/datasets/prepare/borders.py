"""How much one preparation takes. Each border is what one Lambda does within its 15 minutes.

`make bench` measures the rates that these follow from; memory stays below 100 MB whatever the size.
"""

LARGEST_SOURCES_BYTES = 10**9
"""All sources together: six minutes at 3 MB/s, and less than five times as much on disk (records,
their prompts, the sorting of both, the sets), of which a function has 10 GB."""
MOST_RECORDS = 500_000
"""Of all sources. No model takes more than 50,000 of them."""
MOST_COMPARISONS = 50_000_000
"""Two minutes of comparing. Far fewer are needed, unless thousands of records are all nearly, but
not quite, alike."""
MOST_LINES_OF_A_ROW = 1_000
"""Of a table: a row of more is taken for a quote that was never closed."""
LONGEST_LINE_BYTES = 4 * 1024 * 1024
"""Of a source: room for a record of 32,000 tokens, each of its characters written as an escape."""
