"""Takes the authority's decisions into the child's record, item by item, and proves what stands there."""
