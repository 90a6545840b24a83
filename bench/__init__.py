"""Benchmarks: `./run bench NAME …`. Each prints its figure beside a limit measured in the same run, and ends with a
line of JSON. They run on a database of their own that is thrown away. CASEFLOW_BENCH_SIZE makes the data smaller."""
