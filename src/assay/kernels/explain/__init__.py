"""What is shown to people: terms of a model, examples, words."""
