//! The settings that say who runs the register and how to reach them. The pages for contact, help and privacy show
//! them.

use web::shared::page::Contact;

/// Who runs the register.
#[derive(Clone, Debug, Default, clap::Args)]
#[group(skip)]
pub struct Args {
    /// The full name of the body that runs the register, such as "Fen Community Safety Partnership"
    #[arg(long, env = "FRAMEMARK_BODY", value_name = "NAME")]
    body: Option<String>,
    /// The body's postal address, with commas between its lines
    #[arg(long, env = "FRAMEMARK_CONTACT_ADDRESS", value_name = "ADDRESS")]
    contact_address: Option<String>,
    /// The phone number that people can call about the register
    #[arg(long, env = "FRAMEMARK_CONTACT_PHONE", value_name = "NUMBER")]
    contact_phone: Option<String>,
    /// The e-mail address that people can write to about the register
    #[arg(long, env = "FRAMEMARK_CONTACT_EMAIL", value_name = "ADDRESS")]
    contact_email: Option<String>,
}

impl Args {
    /// Returns the details that pages show. A demonstration invents those that are not set.
    pub fn contact(&self, demo: bool) -> Contact {
        let or = |given: &Option<String>, invented: &str| {
            let given = given.as_deref().map(str::trim).filter(|text| !text.is_empty());
            given.or(demo.then_some(invented)).map(str::to_owned)
        };
        Contact {
            body: or(
                &self.body,
                "Fen Community Safety Partnership (invented for this demonstration)",
            ),
            address: or(&self.contact_address, "1 Example Street, Cambridge"),
            phone: or(&self.contact_phone, "07700 900123"),
            email: or(&self.contact_email, "bikes@example.org"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_shown_as_given_and_a_real_register_invents_none() {
        let set = Args {
            body: Some(" Fen Partnership ".into()),
            contact_email: Some("  ".into()),
            ..Args::default()
        };
        let real = set.contact(false);
        assert_eq!(real.body.as_deref(), Some("Fen Partnership"));
        assert_eq!((real.email, real.phone, real.address), (None, None, None));
        let demo = set.contact(true);
        assert_eq!(demo.body.as_deref(), Some("Fen Partnership"));
        assert_eq!(demo.email.as_deref(), Some("bikes@example.org"));
    }
}
