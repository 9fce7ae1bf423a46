//! What people who register a bike read, from the first page to the last.

use super::{at_noon, filled, said};
use crate::people::Telling;
use insta::assert_snapshot;
use tests::Server;

#[tokio::test]
async fn what_people_who_register_a_bike_read() {
    let server = Server::start(at_noon()).await;
    let browser = server.browser();
    let start = browser.open("/register").await.expect(200);
    assert_snapshot!(said(&server, &start), @"
    # Register a bike
    If your bike is stolen and then found, we can show that it is yours and help you get it back.
    It is free and takes about two minutes. You do not need a password. Only a police officer who has found your bike can see who you are.
    ## What you’ll need
    - Your bike, to read the number that is stamped on its frame
    - Photos of it, if you have any
    - The receipt, if the number is on it
    You can register without the number. You can also stop and come back later, on the same phone or computer.
    Start now
    Want some help? Volunteers can register and mark your bike at marking events.
    ");
    let telling = Telling::of("WTU316C2137N", "ada@example.org");
    let mut page = start.follow("Start now").await.expect(200);
    let mut questions = Vec::new();
    for (question, answers) in telling.answers() {
        assert!(page.path().ends_with(question), "{}", page.path());
        questions.push(said(&server, &page));
        page = filled(&page.form(), &answers).submit().await.expect(200);
    }
    assert_snapshot!(questions.join("\n\n"), @"
    Back
    Register a bike: question 1 of 11
    # What is your e-mail address?
    We will send you a link to confirm the registration, and e-mail you if somebody finds your bike. You do not need a password.
    > Continue

    Back
    Register a bike: question 2 of 11
    # Can you read the frame number?
    It is stamped into the metal or printed on a sticker. It is not the name of the model. Try turning the bike over.
    Yes
    Frame number
    Type what you see. Spaces, dashes and capital letters do not matter.
    No, I can’t find it or read it
    You can register without it. Photos and other numbers help too
    It has none
    Some very old or home-made bikes never had one
    Where to look
    - Under the pedals, on the bottom of the frame. Most bikes have it here.
    - At the front, below the handlebars.
    - At the back, where the wheel is fixed.
    - On the tube below the saddle, at the top or the bottom.
    - On a folding bike, often on a plate by the hinge.
    Wipe off the dirt and shine a torch along the metal, or take a photo and zoom in. The number may be on your receipt too.
    > Continue

    Back
    Register a bike: question 3 of 11
    # What make is it?
    The name on the frame. You can enter a name that is not in the list.
    I do not know, or it has no name on it
    > Continue

    Back
    Register a bike: question 4 of 11
    # What model is it? (optional)
    It is often on the tube between the saddle and the handlebars. Leave it empty if you do not know.
    > Continue

    Back
    Register a bike: question 5 of 11
    # What colour is it?
    The main colour of the frame.
    Black
    Blue
    Brown
    Green
    Orange
    Pink
    Purple
    Red
    Silver, grey or bare metal
    Covered in stickers or tape
    Teal or turquoise
    White
    Yellow or gold
    It has other colours too
    Other colours (optional)
    Up to three.
    Black
    Blue
    Brown
    Green
    Orange
    Pink
    Purple
    Red
    Silver, grey or bare metal
    Covered in stickers or tape
    Teal or turquoise
    White
    Yellow or gold
    > Continue

    Back
    Register a bike: question 6 of 11
    # What kind of bike is it?
    If more than one is right, choose the one that fits best.
    Road
    Hybrid, town or city
    Mountain
    Gravel or cyclocross
    Folding
    Cargo
    Electric
    Child's
    BMX or stunt
    Tandem
    Tricycle
    Recumbent
    Adapted, such as a handcycle
    Something else
    > Continue

    Back
    Register a bike: question 7 of 11
    # Are there other numbers on it? (optional)
    There may be a number on the battery or the motor, a second number on the frame, or a label from another scheme. Each gives us another way to identify your bike. If there are none, continue.
    Number 1
    Type of number
    Number
    > Continue
    > Add another number

    Back
    Register a bike: question 8 of 11
    # What is different about it? (optional)
    How is it different from other bikes of this model? For example, stickers, scratches, a basket or a new saddle. Do not include your name or address.
    You can enter up to 500 characters
    > Continue

    Back
    Register a bike: question 9 of 11
    # Do you have photos of it? (optional)
    Add one of the whole bike from the side, one of the frame number, and one of anything that is different about it. We remove hidden data from photos, such as where they were taken.
    Add photos
    JPEG, PNG or WebP, up to 40 MB each, three at a time. You can also add some later.
    > Continue
    > Upload photos

    Back
    Register a bike: question 10 of 11
    # Is there a Framemark label on it? (optional)
    If somebody gave you a label with a QR code, enter the ten characters on it, like 7KQ4M-2X9TD. If not, leave it empty.
    > Continue

    Back
    Register a bike: question 11 of 11
    # Your details
    We keep your details encrypted. Only a police officer who has found your bike can see them. They must give a reason, and we keep a record. How we use your details
    Your name
    Phone number (optional)
    The police can then ring you if they find your bike.
    Your postcode
    Where you usually keep the bike, like CB1 2AB.
    > Continue
    ");
    assert_snapshot!(said(&server, &page), @"
    Back
    Register a bike
    # Check your answers
    ## The bike
    Frame number: WTU316C2137N: Change frame number
    Make: Ribble: Change make
    Model: Endurance: Change model
    Colours: Red: Change colours
    Kind: Road: Change kind
    Other numbers: Not provided: Change other numbers
    Distinguishing features: A duck horn: Change distinguishing features
    Photos: Not provided: Change photos
    Framemark label: None yet: Change Framemark label
    ## You
    E-mail address: ada@example.org: Change e-mail address
    Name: Robin Rowe: Change name
    Phone number: 07700 900123: Change phone number
    Postcode: CB1 2AB: Change postcode
    ## Register it
    By registering this bike, you confirm that it is yours, or that you are looking after it for its owner. The public can only see that a bike is registered, or that it is reported stolen. Who sees what
    Was it stolen?
    Yes, it was stolen. I want to report it next
    > Register this bike
    ");
    let done = page.form().submit().await.expect(200);
    assert_snapshot!(said(&server, &done), @"
    # Bike registered
    Reference
    FM-000001-1
    ## What happens next
    We have sent an e-mail with a link to ada@example.org. Open the link to confirm the registration. Until then only the police can see it. If you do not confirm it within 14 days, we will delete it.
    Is the address wrong? Correct it. If the e-mail does not come in a few minutes, look in your junk or spam folder.
    > Send it again
    When you have confirmed it, anyone who scans a Framemark label on the bike can send you a message. We will not tell them who you are.
    ## What you can do now
    - Register another bike
    - Get a label with a QR code at a marking event
    - Read how to lock it well
    - If it is ever stolen, report it stolen here as well as to the police
    ");
    let correct = done.follow("Correct it").await.expect(200);
    assert_snapshot!(said(&server, &correct), @"
    Back
    # Correct your e-mail address
    We will send a new link to this address. The link that we sent before will stop working.
    > Send the link
    ");
    let link = server.next_mail_to("ada@example.org").await.link("/sign-in/");
    let confirm = browser.open(&link).await.expect(200);
    assert_snapshot!(said(&server, &confirm), @"
    # Confirm your registration
    Somebody registered this bike with your e-mail address. Check what they entered.
    ## The bike
    Bike: Ribble Endurance
    Reference: FM-000001-1
    Frame number: WTU316C2137N
    Colours: Red
    ## The owner
    Name: Robin Rowe
    Phone: 07700 900123
    Postcode: CB1 2AB
    > Confirm and sign in
    > This was not me
    If you press “This was not me”, we will delete the registration and its photos, and somebody else can then use its label. If a volunteer marked the bike, we will keep the registration and only remove your e-mail address from it.
    If you are not sure, close this page. If nobody confirms the registration within 14 days, we will delete it.
    ");
    let bike = confirm.form().submit().await.expect(200);
    assert_snapshot!(bike.said_in(".govuk-notification-banner"), @"
    ## Success
    Your registration is confirmed
    ");
}
