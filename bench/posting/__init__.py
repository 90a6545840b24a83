"""Parts of the benchmark of logging incidents over HTTP."""
