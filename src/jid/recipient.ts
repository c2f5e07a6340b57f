/**
 * What may stand for a recipient: digits with any of the punctuation that people and phones put between them (the gateway
 * drops it), or a JID with digits. Every class of the pattern begins where the one before cannot go on, so that no input is slow.
 */
export const recipientPattern =
  /^(?:[+\s().,/\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u2069-]*\d[+\d\s().,/\u2010-\u2015\u200b-\u200f\u202a-\u202e\u2060-\u2069-]*|\d[\d.]*(?::\d+)?@(?:s\.whatsapp\.net|c\.us|lid|hosted|hosted\.lid|bot)|\d[\d-]*@(?:g\.us|newsletter)|(?:status|\d+)@broadcast)$/;
