/** The common templates in English. */
export const en = {
  welcome: "Hi {{name}}! 👋 Welcome to *{{business}}*.\nHow can we help you today?",
  orderUpdate:
    "Hi {{name}}! {{status, select, confirmed {Your order *{{order}}* is confirmed. ✅} preparing {We're getting your order *{{order}}* ready.} shipped {Your order *{{order}}* is on its way. 🚚} delivered {Your order *{{order}}* has been delivered. 🎉} cancelled {Your order *{{order}}* has been cancelled.} other {News about your order *{{order}}*: {{status}}}}}",
  appointmentReminder:
    "Hi {{name}}, just a reminder of your appointment:\n\n*{{service}}*\n📅 {{at, date, full}}\n🕒 {{at, time}}\n📍 {{place}}\n\nCan you make it? Reply *yes*, or let us know if you need another time.",
  oneTimeCode:
    "Your code is `{{code}}`\nIt expires in {{minutes, plural, one {# minute} other {# minutes}}}. Don't share it with anyone, not even with us.",
  paymentRequest:
    "Hi {{name}}, here is your payment for *{{description}}*:\n\n*{{amount, currency}}*, due {{due, date, long}}\n{{url}}\n\nAlready paid? Then please ignore this message.",
  outOfHours:
    "Thanks for your message! We're closed right now. 🌙\nOur hours: {{hours}}\nWe'll get back to you as soon as we open.",
  rateLimited:
    "You're sending messages faster than we can read them. 😅 Please wait {{seconds, plural, one {# second} other {# seconds}}} and try again.",
  error: "Sorry, something went wrong on our side. Please try again in a few minutes.",
} as const;
