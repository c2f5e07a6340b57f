/** The common templates in Spanish, as it is written to customers on both sides of the ocean. */
export const es = {
  welcome: "¡Hola, {{name}}! 👋\nTe damos la bienvenida a *{{business}}*. ¿En qué podemos ayudarte?",
  orderUpdate:
    "¡Hola, {{name}}! {{status, select, confirmed {Tu pedido *{{order}}* está confirmado. ✅} preparing {Estamos preparando tu pedido *{{order}}*.} shipped {Tu pedido *{{order}}* va en camino. 🚚} delivered {Tu pedido *{{order}}* ya fue entregado. 🎉} cancelled {Tu pedido *{{order}}* fue cancelado.} other {Novedades de tu pedido *{{order}}*: {{status}}}}}",
  appointmentReminder:
    "Hola, {{name}}. Te recordamos tu cita:\n\n*{{service}}*\n📅 {{at, date, full}}\n🕒 {{at, time}}\n📍 {{place}}\n\n¿Nos confirmas? Responde *sí* o avísanos si necesitas cambiarla.",
  oneTimeCode:
    "Tu código es `{{code}}`\nCaduca en {{minutes, plural, one {# minuto} other {# minutos}}}. No lo compartas con nadie, ni siquiera con nosotros.",
  paymentRequest:
    "Hola, {{name}}. Este es tu pago de *{{description}}*:\n\n*{{amount, currency}}*, con vencimiento el {{due, date, long}}\n{{url}}\n\nSi ya pagaste, no hace falta que respondas a este mensaje.",
  outOfHours:
    "¡Gracias por escribirnos! Ahora estamos fuera de horario. 🌙\nNuestro horario: {{hours}}\nTe responderemos en cuanto abramos.",
  rateLimited:
    "Estás enviando mensajes más rápido de lo que podemos leerlos. 😅 Espera {{seconds, plural, one {# segundo} other {# segundos}}} y vuelve a intentarlo.",
  error: "Lo sentimos, algo salió mal de nuestro lado. Vuelve a intentarlo en unos minutos.",
} as const;
