//! Edits to patched text and diff.
