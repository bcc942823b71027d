//! Which key signed a cookie or a token: formats, candidates, and the search. Pure.
