//! The queries, which are the same for every contender.

use search::bench::{Ask, Class, Makers, Register};
use std::sync::atomic::{AtomicBool, Ordering};

/// A register, and the queries made for it.
pub struct Plan {
    /// The bikes on the register.
    pub register: Register,
    /// The classes that were chosen, in the order of the table.
    pub classes: Vec<Class>,
    /// Queries about bikes on the register, class by class.
    pub asks: Vec<(Class, Ask)>,
    /// The same number of queries about bikes that are not on it.
    pub absent: Vec<(Class, Ask)>,
    stopped: AtomicBool,
}

impl Plan {
    /// Makes a register and queries. The same seed makes the same ones.
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

    /// Tells the threads that use the plan to stop.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }

    /// Fails if the threads should stop.
    pub fn check(&self) -> anyhow::Result<()> {
        if self.stopped.load(Ordering::Relaxed) {
            anyhow::bail!("stopped");
        }
        Ok(())
    }
}
