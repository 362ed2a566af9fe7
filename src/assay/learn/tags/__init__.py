"""From tags: any set of classes an item, some of them unspoken."""
