//! The words of a cycle register: bikes, frame numbers, marks, reports and who may do what.
//!
//! Values only: no input or output, no clock, no randomness of its own. What has been parsed here is
//! valid everywhere else.

