//! What a script is made of.

/// A piece of a word, by how it is quoted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Not quoted: variables are put in and their value is split at white space.
    Bare(String),
    /// In double quotes: variables are put in.
    Double(String),
    /// In single quotes, or after a backslash: as it is.
    Literal(String),
}

impl Piece {
    /// Its text, however it is quoted.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Self::Bare(text) | Self::Double(text) | Self::Literal(text) => text,
        }
    }
}

/// A word as it is written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// Its pieces in order.
    pub pieces: Vec<Piece>,
    /// From 1.
    pub line: u32,
}

/// What stands between commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `;` or the end of a line.
    End,
    /// `;;` after a branch of a `case`.
    Branch,
    /// `&&`
    And,
    /// `||`
    Or,
    /// `|`
    Pipe,
    /// `&`
    Background,
    /// `(`
    Open,
    /// `)`
    Close,
}

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    /// A word.
    Word(Word),
    /// A separator.
    Separator(Separator),
}

impl Token {
    /// The word, if it is one.
    #[must_use]
    pub fn word(&self) -> Option<&Word> {
        match self {
            Self::Word(word) => Some(word),
            Self::Separator(_) => None,
        }
    }
}

impl Word {
    /// The text without quotes, with nothing put in.
    #[must_use]
    pub fn plain(&self) -> String {
        self.pieces.iter().map(Piece::text).collect()
    }

    /// The text, if nothing in it is quoted or put in: only then it can be a keyword.
    #[must_use]
    pub fn keyword(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [Piece::Bare(text)] => Some(text),
            _ => None,
        }
    }
}
