//! A list of words that the user named, read in blocks of whole lines: however long it is, memory stays as it is.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::own::OwnError;

/// Bytes of a block.
const BLOCK: usize = 4 << 20;

/// A list that is being read.
#[derive(Debug)]
pub struct WordList {
    file: File,
    block: Vec<u8>,
    /// Bytes at the block's start that were handed out.
    used: usize,
    /// Bytes of the block that were read.
    filled: usize,
    length: u64,
    read: u64,
    left_out: u64,
}

impl WordList {
    /// Opens the list. A pipe is one, too.
    pub fn open(path: &Path) -> Result<Self, OwnError> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(OwnError::Folder);
        }
        let block = vec![0; BLOCK];
        Ok(Self { file, block, used: 0, filled: 0, length: metadata.len(), read: 0, left_out: 0 })
    }

    /// The next lines, with their ends; nothing when there are no more. A line that fills a whole block is no word: it
    /// is left out and counted.
    pub fn next_lines(&mut self) -> Result<Option<&[u8]>, OwnError> {
        self.block.copy_within(self.used..self.filled, 0);
        self.filled -= self.used;
        self.used = 0;
        loop {
            let ended = !self.fill()?;
            let whole = if ended { Some(self.filled) } else { end_of_lines(&self.block[..self.filled]) };
            match whole {
                Some(0) => return Ok(None),
                Some(end) => {
                    self.used = end;
                    return Ok(Some(&self.block[..end]));
                }
                None => self.skip_line()?,
            }
        }
    }

    /// Bytes of the list, where the system knows; 0 for a pipe.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Bytes that were read so far.
    #[must_use]
    pub fn read(&self) -> u64 {
        self.read
    }

    /// Lines that were too long.
    #[must_use]
    pub fn left_out(&self) -> u64 {
        self.left_out
    }

    /// Fills the block; false when the list ends in it.
    fn fill(&mut self) -> Result<bool, OwnError> {
        while self.filled < BLOCK {
            let read = self.file.read(&mut self.block[self.filled..])?;
            if read == 0 {
                return Ok(false);
            }
            self.filled += read;
            self.read += read as u64;
        }
        Ok(true)
    }

    /// The block holds no end of a line: what follows up to the next one is left out.
    fn skip_line(&mut self) -> Result<(), OwnError> {
        self.left_out += 1;
        loop {
            self.filled = 0;
            let more = self.fill()?;
            let end = self.block[..self.filled].iter().position(|byte| *byte == b'\n');
            if let Some(end) = end {
                self.block.copy_within(end + 1..self.filled, 0);
                self.filled -= end + 1;
                return Ok(());
            }
            if !more {
                self.filled = 0;
                return Ok(());
            }
        }
    }
}

/// Behind the last end of a line.
fn end_of_lines(block: &[u8]) -> Option<usize> {
    block.iter().rposition(|byte| *byte == b'\n').map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(bytes: &[u8]) -> (Vec<u8>, u64) {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let mut list = WordList::open(file.path()).unwrap();
        let mut all = Vec::new();
        while let Some(lines) = list.next_lines().unwrap() {
            assert!(lines.len() <= BLOCK);
            all.extend_from_slice(lines);
        }
        (all, list.left_out())
    }

    #[test]
    fn every_line_comes_once_however_blocks_fall() {
        let many: Vec<u8> = (0..900_000).flat_map(|n| format!("word{n}\n").into_bytes()).collect();
        assert!(many.len() > 2 * BLOCK);
        assert_eq!(of(&many), (many, 0));
        assert_eq!(of(b""), (Vec::new(), 0));
        assert_eq!(of(b"a\nb"), (b"a\nb".to_vec(), 0));
    }

    #[test]
    fn a_line_without_an_end_is_left_out() {
        let long = vec![b'x'; 3 * BLOCK];
        assert_eq!(of(&[b"a\n", &long[..], b"\nb\n"].concat()), (b"a\nb\n".to_vec(), 1));
        assert_eq!(of(&long), (Vec::new(), 1));
    }

    #[test]
    fn what_is_no_list_is_refused() {
        assert!(matches!(WordList::open(Path::new("/")), Err(OwnError::Folder)));
        assert!(matches!(WordList::open(Path::new("/no/such/list")), Err(OwnError::Missing)));
    }
}
