/** The common templates in Portuguese, as people write in Brazil. */
export const pt = {
  welcome: "Oi, {{name}}! 👋\nAqui é da *{{business}}*. Como podemos ajudar?",
  orderUpdate:
    "Oi, {{name}}! {{status, select, confirmed {Seu pedido *{{order}}* foi confirmado. ✅} preparing {Estamos preparando o seu pedido *{{order}}*.} shipped {Seu pedido *{{order}}* está a caminho. 🚚} delivered {Seu pedido *{{order}}* foi entregue. 🎉} cancelled {Seu pedido *{{order}}* foi cancelado.} other {Novidades do seu pedido *{{order}}*: {{status}}}}}",
  appointmentReminder:
    "Oi, {{name}}! Passando para lembrar do seu horário:\n\n*{{service}}*\n📅 {{at, date, full}}\n🕒 {{at, time}}\n📍 {{place}}\n\nVocê confirma? Responda *sim* ou avise se precisar remarcar.",
  oneTimeCode:
    "Seu código é `{{code}}`\nEle vale por {{minutes, plural, one {# minuto} other {# minutos}}}. Não passe este código para ninguém, nem para a gente.",
  paymentRequest:
    "Oi, {{name}}! Segue a cobrança de *{{description}}*:\n\n*{{amount, currency}}*, com vencimento em {{due, date, long}}\n{{url}}\n\nSe você já pagou, é só desconsiderar esta mensagem.",
  outOfHours:
    "Recebemos a sua mensagem! No momento estamos fora do horário de atendimento. 🌙\nNosso horário: {{hours}}\nRespondemos assim que abrirmos.",
  rateLimited:
    "Você está mandando mensagens mais rápido do que conseguimos ler. 😅 Espere {{seconds, plural, one {# segundo} other {# segundos}}} e tente de novo.",
  error: "Desculpe, algo deu errado por aqui. Tente de novo em alguns minutos.",
} as const;
