//! What programs say to each other: HTTP answers, cookies.
