//! Line ends of every kind.

use std::io::{self, Read};

/// Turns every kind of line end into a line feed, and adds one at the end, so that lines can be counted.
pub(super) struct LineFeeds<R> {
    inner: R,
    after_return: bool,
    ended: bool,
    last: u8,
}

impl<R> LineFeeds<R> {
    pub(super) fn new(inner: R) -> Self {
        Self {
            inner,
            after_return: false,
            ended: false,
            last: b'\n',
        }
    }
}

impl<R: Read> Read for LineFeeds<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.ended || to.is_empty() {
                return Ok(0);
            }
            let read = self.inner.read(to)?;
            if read == 0 {
                self.ended = true;
                if self.last == b'\n' {
                    return Ok(0);
                }
                to[0] = b'\n';
                return Ok(1);
            }
            let mut kept = read;
            if self.after_return || to[..read].contains(&b'\r') {
                kept = 0;
                for at in 0..read {
                    let byte = to[at];
                    let second_half = byte == b'\n' && self.after_return;
                    self.after_return = byte == b'\r';
                    if !second_half {
                        to[kept] = if byte == b'\r' { b'\n' } else { byte };
                        kept += 1;
                    }
                }
            }
            if kept > 0 {
                self.last = to[kept - 1];
                return Ok(kept);
            }
        }
    }
}
