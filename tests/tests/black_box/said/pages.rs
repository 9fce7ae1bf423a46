//! What visitors read on the pages that are the same for everybody.

use super::{at_noon, read};
use insta::assert_snapshot;
use tests::Server;

#[tokio::test]
async fn what_visitors_read_first() {
    let server = Server::start(at_noon().demo()).await;
    let visitor = server.browser();
    let home = visitor.open("/").await.expect(200);
    assert_snapshot!(super::said(&server, &home), @"
    # Get your bike home
    Framemark is the bike register for Cambridgeshire. Register your bike, and put a small label on its frame. If somebody finds it, we can tell you.
    Check a frame number or a label
    Find out whether a bike is reported stolen. We never show a name.
    > Check
    ## What do you want to do?
    ### Register your bike
    It takes two minutes. You need your e-mail address and, if you can find it, the frame number.
    ### Report your bike stolen
    The police will see your report at once, and we will warn anyone who checks the bike.
    ### I’ve found a bike
    Scan its label or type the code. We will pass your message to the owner.
    ### Keep your bike safe
    How to lock it, what to take photos of, and how to buy second-hand safely.
    Would you recognise a stolen bike? See bikes that were stolen here
    Did you get a slip when your bike was marked? Add your e-mail address
    ## Next marking events
    - 4 Jun
    ### Market Square marking day On now
    Wednesday 4 June 2031, 10am to 6pm
    Market Square, Cambridge · Book a time or turn up
    - 18 Jun
    ### Ely riverside marking day
    Wednesday 18 June 2031, 10am to 2pm
    Jubilee Gardens, Ely · Book a time or turn up
    All events and what to bring
    ## Who is behind this
    What the partnerships are doing to prevent crime, and how it is going.
    - Cambridge Community Safety Partnership
    - East Cambridgeshire Community Safety Partnership
    ## For staff
    For volunteers, coordinators and police officers.
    - Sign in with your work e-mail
    - Desk: mark a bike
    - Police look-up
    ## Your privacy
    We encrypt names and addresses. Each time the police open them, we record it. What we hold and who sees it
    ");
    assert_snapshot!(home.said_in("header"), @"
    Framemark
    Cambridgeshire
    - Check a bike
    - Register a bike
    - Report stolen
    - Events
    - Sign in
    ");
    assert_snapshot!(home.said_in("footer"), @"
    ## Support links
    - Help
    - Contact us
    - Privacy
    - Accessibility
    - Advice
    - Data licences
    Framemark is run by Fen Community Safety Partnership (invented for this demonstration). All the partnerships that use it share one register, so a bike stolen in one place can be found in another.
    Contains Ordnance Survey, Royal Mail and National Statistics data © Crown copyright and database right. Bike makes from Bike Index, under the Open Database Licence.
    ");
    assert_snapshot!(read(&server, &visitor, "/help").await, @"
    # Help
    ## My bike has been stolen
    Report it stolen here. Then call 101 to report it to the police. If you see someone taking it, call 999.
    ## I found a bike
    Look for a label on the frame. Scan it, or type its code. You can send the owner a message. They will not see who you are.
    ## I want to buy a bike
    Check the number on its frame before you pay. If it is reported stolen, do not buy it.
    ## Where is the number on my frame?
    Turn the bike over. Most bikes have a number stamped under the frame, between the pedals. If it is not there, look at the front of the frame and near the back wheel.
    ## My e-mail has not arrived
    Wait a few minutes. Then look in your junk or spam folder. If it is not there, ask for a new link and check how you spelled your e-mail address.
    ## I do not have a password
    You do not need one. We will send you an e-mail with a link. Open the link to sign in.
    ## I gave only a phone number at the desk
    Add your e-mail address with the slip that you took home.
    ## Who can see my name?
    People who check your bike never see your name. Read who can see what.
    ## I need more help
    Contact us.
    ");
    assert_snapshot!(read(&server, &visitor, "/m").await, @"
    # Enter the code on a label
    A Framemark label is on the frame, usually on the tube below the saddle. Scan its QR code with your phone’s camera, or type the ten characters.
    Code on the label
    For example, 7KQ4M-2X9TD. Type ? for a character that you cannot read.
    > Continue
    ");
    assert_snapshot!(read(&server, &visitor, "/report-stolen").await, @"
    # Report a bike stolen
    The police can then see that it is stolen, and so can anyone who checks the bike before they buy it.
    ! Warning If it is being stolen now, or somebody is in danger, call 999.
    ## If it is registered here
    We will e-mail you a link to sign in. Then you can report it.
    Sign in and report it
    ## If it is not registered
    Register it now, even though it is gone. The number may be on your receipt or insurance papers, or in an old photo. On the last page, tick that it was stolen. We will e-mail you a link that takes you straight to the report.
    Register and report it
    ## Tell the police too
    You must also report the theft to the police, online or by calling 101. Keep the crime reference that they give you. Your insurer will ask for it.
    ");
}

#[tokio::test]
async fn what_visitors_read_about_the_body_that_runs_the_register() {
    let server = Server::start(at_noon()).await;
    let visitor = server.browser();
    assert_snapshot!(read(&server, &visitor, "/contact").await, @"
    # Contact us
    Is someone stealing or selling your bike right now? Call 999.
    To tell the police about anything else, call 101.
    ## Ask us about the register
    We have not put our contact details here yet. Until we do, ask your council’s community safety team. Ask for the people who run the bike register for Cambridgeshire.
    ## What you can do yourself
    - Report your bike stolen
    - Check if a bike is reported stolen
    - Send a message to the owner of a bike you found
    - Read our help page
    ");
    assert_snapshot!(read(&server, &visitor, "/privacy").await, @"
    # Privacy
    We keep only the details that we need to get a bike home. We encrypt them, so that nobody could read your name in a stolen copy of the register. The body that runs the bike register for Cambridgeshire is responsible for your data.
    ## What we hold
    - About a bike: its numbers and labels, make, model, colours, kind, distinguishing features, and photos if you add them. We remove hidden data from photos, such as where they were taken.
    - About its owner: name, e-mail address, postcode, and phone number if you give one. Until you confirm a registration, we keep them with that registration only, and not in an account.
    - About a theft: when and where it happened, how the bike was locked, and the crime reference.
    - About a booking for a marking event: name, and e-mail address or phone number.
    - Messages between you and people who write about your bike. If a finder says when and where they saw it, the police see that message and its photos too. We delete messages a year after the last one.
    - About people who get the daily e-mail about stolen bikes: their e-mail address, and the areas and kinds of bikes that they chose.
    - About staff: their e-mail address and role, and every search that an officer makes.
    We do not keep the numbers that people check. To stop misuse, we count how many checks come from each internet connection (its IP address). We keep the count in memory for up to a day and do not write it down.
    ## How we keep it safe
    We encrypt each name, e-mail address, phone number, address and message before we store it. We do not keep the key in the database. When you are signed in, we keep the kind of your browser and device and the first part of your network address until you sign out, so that you can see where you are signed in. When you sign in, we find your account with a scrambled copy of your e-mail address. Nobody can use that copy without the key. The search index holds bikes, not people.
    ## Who sees what
    Who sees what
    Who | Sees
    Anyone | If they enter a bike’s whole number or its label’s code, one of these: it is reported stolen, it is registered, its owner no longer has it, or it is not on this register. Never who owns it or where it is.
    Someone who finds a bike | The same. They and the owner can write to each other here. Neither learns who the other is.
    Volunteers at a desk | What they type for you. Once it is saved, they cannot see it again.
    Coordinators of an event | Who has booked. If a registration from the event has a problem, they see it until they have sorted it out.
    Police officers | Bikes. To see an owner’s details, an officer must give a reason, and we record it.
    Councils and analysts | Only how many bikes and thefts there are. No names.
    Administrators | Each member of staff and their role. Those of a police force read what its officers searched for, and why. They cannot open owners’ details.
    We record every police search: who made it, when, why, and what they opened. Officers in every partnership that uses Framemark can search, because a bike that is stolen in one place may be found in another. We do not sell your data, show adverts, or give anything to insurers or dealers.
    ## How long we keep it
    - We keep a registration for as long as you want it. Some bikes are found many years after they were stolen.
    - If nobody confirms a registration within 14 days, we delete it and its photos.
    - We delete a booking four weeks after its event.
    - If you send a question to a meeting, we delete it after a year, with your name and e-mail address if you gave them. If we have published it with an answer, the question and the answer stay for three years, and your name only if you agreed, for a year.
    - If you answer a consultation, we do not ask who you are. We keep a code that is made from your browser and your internet connection, to notice if somebody answers again and again. We delete it 90 days after the consultation closes. We delete what you wrote in your own words a year after it closes.
    - At an event, a volunteer’s phone encrypts your details as soon as they are saved. The phone cannot read them again, and deletes them once we have them.
    - A link that signs you in works once, within an hour. A link to confirm a registration works once, within a week. You can open some other links again, such as the link to a booking, so do not pass them on. We sign you out if you do not visit for 30 days.
    - We delete the text of an e-mail when we have sent it.
    - We keep the record of police searches, so that misuse can be found later.
    ## Your rights
    If you have an account, your data shows what we hold about you and who opened your details. There you can download a copy of it all, and erase your account. You can also ask us to show, correct or delete what we hold, and object to how we use it. Our contact page tells you how to reach us. If you are not happy with the answer, you can complain to the Information Commissioner’s Office.
    We use your details because you agreed to this when you registered. The police may search the register because preventing crime and returning property are in the public interest.
    ## Cookies
    We use three cookies. “framemark-form” keeps your forms safe. We set it when you open a form. It also lets us notice if one browser answers a consultation more than once. “framemark” keeps you signed in, and keeps what you have typed so far. “framemark-waiting” lets us find a form that you sent while you were signed out. It lasts an hour. We use no other cookies, and nothing from other companies.
    ");
    assert_snapshot!(read(&server, &visitor, "/accessibility").await, @"
    # Accessibility statement
    This statement is about the Framemark website at https://SITE.
    This website is the bike register for Cambridgeshire. We want as many people as possible to be able to use it. You should be able to:
    - zoom in up to 400% without text going off the screen
    - use the whole website with only a keyboard
    - use it with a screen reader
    - use it with scripts turned off
    - change colours and spacing in your browser
    AbilityNet can help you make your device easier to use.
    ## How accessible this website is
    Our automatic tests find nothing that breaks the standard that we follow. But no disabled person has tested the website for us yet, and we have not tried it with a screen reader. So there may be faults that we do not know about.
    ## What is not accessible
    - Photos of bikes have no description. A screen reader says only “Photo 1 of the bike”.
    ## Feedback and contact information
    Tell us if something does not work for you, or if you need it in another form, such as large print or audio.
    We have not put our contact details here yet. Our contact page says who to ask.
    ## Enforcement procedure
    The Equality and Human Rights Commission (EHRC) enforces the Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018. If you are not happy with our answer, contact the Equality Advisory and Support Service.
    ## Technical information about this website’s accessibility
    We are committed to making this website accessible, as the Accessibility Regulations require.
    ### Compliance status
    This website is partially compliant with the Web Content Accessibility Guidelines version 2.2 AA standard, because of the fault below.
    ### Non-accessible content: non-compliance with the Accessibility Regulations
    Photos that people send us have no description of what they show. This fails WCAG success criterion 1.1.1 (non-text content). The make, model, colours and features of the bike are on the same page in words.
    ## Preparation of this accessibility statement
    We prepared this statement on 29 November 2026. We last tested the website on 29 November 2026.
    We tested the website ourselves. Each time the website changes, a program called axe checks the pages for every kind of user, as they look on a phone and on a desktop screen. We also went through the public pages with only a keyboard, with scripts turned off, with wider text spacing and with high contrast colours.
    ");
    let known = at_noon()
        .variable(
            "FRAMEMARK_CONTACT_ADDRESS",
            "Fen Council, The Grange, Ely CB7 4EE",
        )
        .variable("FRAMEMARK_CONTACT_PHONE", "01223 496 0000")
        .variable("FRAMEMARK_CONTACT_EMAIL", "bikes@example.org");
    let server = Server::start(known).await;
    assert_snapshot!(read(&server, &server.browser(), "/contact").await, @"
    # Contact us
    Is someone stealing or selling your bike right now? Call 999.
    To tell the police about anything else, call 101.
    ## Ask us about the register
    Tell us your bike’s reference if you have one. It starts with FM.
    E-mail: bikes@example.org
    Phone: 01223 496 0000
    Post: Fen Council
    The Grange
    Ely CB7 4EE
    ## What you can do yourself
    - Report your bike stolen
    - Check if a bike is reported stolen
    - Send a message to the owner of a bike you found
    - Read our help page
    ");
}
