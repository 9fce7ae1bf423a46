//! What the command line says: the usual answer of each command, and what it says if it cannot do something.

mod bikes;
mod help;
mod lists;
mod register;
mod wrong;

use domain::MarkCode;
use std::fs;
use tests::Folder;

const LIST: &str = "external_ref,make,model,colour,kind,frame_number,identifiers,mark,owner_name,owner_email\n\
    A1,Trek,FX 2,black,hybrid,WTU 123 A 4567 K,,MARK,Ada Abbott,ada@example.org\n\
    A2,Brompton,C Line,silver,folding,2104567890,,,,\n";

/// Runs commands one after the other, and returns each with what it said and how it ended.
fn said(folder: &Folder, commands: &[&str]) -> String {
    let here = folder.path().display().to_string();
    let told = commands.iter().map(|typed| {
        let arguments = typed.split(' ').map(|word| match word {
            "NOTHING" => String::new(),
            _ => word.replace('_', " ").replace("HERE", &here),
        });
        let done = folder.command(arguments);
        let text = [done.stdout, done.stderr].concat();
        let text = String::from_utf8(text).unwrap().replace(&here, "HERE");
        let code = done.status.code().unwrap();
        format!("$ framemark {typed}\n{}\n= {code}", text.trim_end())
    });
    told.collect::<Vec<_>>().join("\n\n")
}

fn a_register() -> Folder {
    let folder = Folder::new(super::at_noon().variable("FRAMEMARK_PUBLIC_URL", "https://bikes.example.org"));
    let mark = MarkCode::from_data([1, 3, 5, 7, 11, 13, 17, 19]).to_string();
    fs::write(folder.path().join("list.csv"), LIST.replace("MARK", &mark)).unwrap();
    folder
}
