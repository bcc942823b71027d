//! What must hold of the project as a whole: the arrows between the rooms, licences, tidiness.

#![expect(clippy::disallowed_methods, reason = "these tests look at the project's own files")]

mod arrows;
mod licences;
mod links;
mod metadata;
mod tidy;
