import { describeChannel } from "../channels/channel-contract.ts";
import { openSmsRig } from "./sms-rig.ts";
import { postSigned } from "./sms-webhook.ts";

describeChannel("SMS", async (assistant) => {
  const rig = await openSmsRig({ assistant });
  let heard = 0;
  return {
    say: async (text, id) => {
      const MessageSid = `SM${Buffer.from(id).toString("hex").padStart(32, "0").slice(-32)}`;
      const { status } = await postSigned(rig, { Body: text, MessageSid });
      if (status !== 200) throw new Error(`The webhook answered ${status}.`);
    },
    answer: async (value) => void (await rig.text(value)),
    async hear() {
      heard += 1;
      const texts = await rig.received(heard);
      return texts[heard - 1] ?? "";
    },
    close: () => rig.close(),
  };
});
