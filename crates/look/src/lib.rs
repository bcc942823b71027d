//! The only room that touches the outside.
