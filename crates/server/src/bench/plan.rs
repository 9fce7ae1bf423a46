//! What is asked: the same queries of every contender.

use search::bench::{Ask, Class, Makers, Register};
use std::sync::atomic::{AtomicBool, Ordering};

/// A register, and the queries made for it.
pub struct Plan {
    /// The bikes.
    pub register: Register,
    /// The classes that were chosen, in the order of the table.
    pub classes: Vec<Class>,
    /// Queries about bikes on the register, class by class.
    pub asks: Vec<(Class, Ask)>,
    /// As many about bikes that are not on it.
    pub absent: Vec<(Class, Ask)>,
    stopped: AtomicBool,
}

impl Plan {
    /// Makes a register and queries; everything follows from the seed.
    pub fn new(seed: u64, bikes: usize, makers: Makers, queries: u64, classes: Vec<Class>) -> Self {
        let register = Register::new(seed, bikes, makers);
        let of_each = |make: &dyn Fn(Class, u64) -> Ask| -> Vec<(Class, Ask)> {
            let nths = |class: Class| (0..queries).map(move |nth| (class, nth));
            let all = classes.iter().copied().flat_map(nths);
            all.map(|(class, nth)| (class, make(class, nth))).collect()
        };
        Self {
            asks: of_each(&|class, nth| register.ask(class, nth)),
            absent: of_each(&|class, nth| register.ask_absent(class, nth)),
            register,
            classes,
            stopped: AtomicBool::new(false),
        }
    }

    /// Asks the threads that work on it to stop.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Tells whether to go on.
    pub fn check(&self) -> anyhow::Result<()> {
        if self.stopped.load(Ordering::Relaxed) {
            anyhow::bail!("stopped");
        }
        Ok(())
    }
}
