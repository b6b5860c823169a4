"""The `healthfacts` command."""


def main() -> int:
    """Run."""
    return 0
