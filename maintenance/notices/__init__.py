"""Who is told of an event. The mail itself is written when it is sent (`notices.mail`)."""
