/**
 * What may stand for a recipient: digits with the usual punctuation, or a JID. Every class of the pattern begins where the
 * one before cannot go on, so that no input is slow.
 */
export const recipientPattern =
  /^(?:[+\s().-]*\d[+\d\s().-]*|[\w.:-]+@(?:s\.whatsapp\.net|g\.us|lid|broadcast|newsletter|c\.us))$/;
