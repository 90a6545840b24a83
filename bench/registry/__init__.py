"""A country of children for measuring: bodies of very different size, their people, and guardian's way beside ours."""
