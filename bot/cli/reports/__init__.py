"""What `depeche check` found, for a person, a program, GitHub or a code scanner: one module a format."""
