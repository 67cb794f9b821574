import { Temporal } from "temporal-polyfill";

import { WorkspaceDocument } from "./document.ts";
import type { UserDocument } from "./document.ts";

/** Two people to try things out as, with dates around the day on which the sandbox first starts. */
export function demoWorkspace(now: number): WorkspaceDocument {
  return WorkspaceDocument.parse({ users: [alice(now), bob(now)] });
}

const person = (name: string, email: string | undefined, phone?: string, organization?: string) => {
  const [givenName = "", familyName = ""] = name.split(" ");
  return {
    names: [{ displayName: name, givenName, familyName }],
    ...(email !== undefined && { emailAddresses: [{ value: email, type: "work" }] }),
    ...(phone !== undefined && { phoneNumbers: [{ value: phone, type: "mobile" }] }),
    ...(organization !== undefined && { organizations: [{ name: organization }] }),
  };
};

/** Makes events and times in one zone, days counted from today; weekends are skipped where working days are counted. */
function calendarOf(now: number, timeZone: string) {
  const today = Temporal.Instant.fromEpochMilliseconds(now)
    .toZonedDateTimeISO(timeZone)
    .toPlainDate();
  const workday = (count: number): Temporal.PlainDate => {
    let day = today;
    for (let left = count; left > 0;) {
      day = day.add({ days: 1 });
      if (day.dayOfWeek <= 5) left -= 1;
    }
    return day;
  };
  const at = (day: Temporal.PlainDate, time: string) => ({
    dateTime: day
      .toZonedDateTime({ timeZone, plainTime: time })
      .toString({ timeZoneName: "never" }),
    timeZone,
  });
  const event = (
    day: Temporal.PlainDate,
    from: string,
    to: string,
    summary: string,
    more: object = {},
  ) => ({
    summary,
    start: at(day, from),
    end: at(day, to),
    ...more,
  });
  const ago = (hours: number): string => new Date(now - hours * 3_600_000).toISOString();
  return { today, workday, event, ago };
}

function alice(now: number): unknown {
  const timeZone = "America/Los_Angeles";
  const { today, workday, event, ago } = calendarOf(now, timeZone);
  const monday = today.subtract({ days: today.dayOfWeek - 1 });
  const fullDay = workday(2);
  const mail = (
    hours: number,
    from: string,
    subject: string,
    text: string,
    labelIds = ["INBOX"],
  ) => ({
    from,
    to: "Alice Moreau <alice@example.com>",
    subject,
    text,
    date: ago(hours),
    labelIds,
  });
  return {
    userId: "alice",
    name: "Alice Moreau",
    email: "alice@example.com",
    phoneNumber: "+14155550100",
    timezone: timeZone,
    connections: { calendar: "active", gmail: "active", tasks: "none", contacts: "active" },
    calendar: {
      events: [
        event(monday, "09:30", "10:00", "Team standup", {
          recurrence: ["RRULE:FREQ=WEEKLY;BYDAY=MO,WE,FR"],
          attendees: [{ email: "sam.carter@acme.com" }, { email: "dana@acme.com" }],
        }),
        event(workday(1), "15:00", "15:45", "Dentist", { location: "12 Main Street" }),
        event(fullDay, "09:00", "10:30", "Budget review", {
          attendees: [{ email: "dana@acme.com" }],
        }),
        event(fullDay, "10:30", "12:00", "Interview: Priya Nair"),
        event(fullDay, "12:00", "13:00", "Lunch with Sam Okafor", {
          attendees: [{ email: "sam@okafor.dev" }],
        }),
        event(fullDay, "13:00", "15:00", "Design workshop", { location: "Room 4" }),
        event(fullDay, "15:00", "17:00", "Board preparation"),
        event(workday(4), "18:30", "20:30", "Dinner with Bob", {
          attendees: [{ email: "bob@example.com" }],
        }),
        {
          summary: "Offsite",
          start: { date: workday(8).toString() },
          end: { date: workday(8).add({ days: 2 }).toString() },
        },
      ],
    },
    gmail: {
      messages: [
        mail(
          2,
          "Dana Reyes <dana@acme.com>",
          "Q3 numbers",
          "Hi Alice,\n\nthe Q3 numbers are in: revenue is up 8 %. Could you look at the second table before Thursday?\n\nDana",
          ["INBOX", "UNREAD"],
        ),
        mail(
          5,
          "Sam Carter <sam.carter@acme.com>",
          "Standup on Friday",
          "I can't make it on Friday, could we start half an hour later?\n\nSam",
          ["INBOX", "UNREAD"],
        ),
        mail(
          20,
          "Sam Okafor <sam@okafor.dev>",
          "Lunch?",
          "Still good for lunch? I found a new place near your office.\n\nSam",
          ["INBOX", "UNREAD"],
        ),
        mail(
          30,
          "Bob Lindqvist <bob@example.com>",
          "Dinner",
          "Table is booked for half past six. See you there!\n\nBob",
          ["INBOX"],
        ),
        mail(
          50,
          "Northwind Energy <billing@northwind.example>",
          "Your invoice",
          "Your invoice of 84.20 is due on the 30th.",
          ["INBOX", "CATEGORY_UPDATES"],
        ),
        mail(
          70,
          "Priya Nair <priya.nair@mail.example>",
          "Interview",
          "Thank you for the invitation. I will bring the portfolio.\n\nPriya",
          ["INBOX", "STARRED"],
        ),
      ],
    },
    tasks: {
      lists: [
        {
          title: "My Tasks",
          tasks: [
            { title: "Renew passport", due: today.add({ days: 7 }).toString() },
            { title: "Send slides to Dana", due: workday(1).toString() },
            { title: "Pay rent", status: "completed" },
          ],
        },
        { title: "Groceries", tasks: [{ title: "Coffee" }, { title: "Olive oil" }] },
      ],
    },
    contacts: [
      person("Sam Carter", "sam.carter@acme.com", "+14155550133", "Acme"),
      person("Sam Okafor", "sam@okafor.dev", "+14155550177"),
      person("Dana Reyes", "dana@acme.com", "+14155550144", "Acme"),
      person("Bob Lindqvist", "bob@example.com", "+14155550101"),
      person("Priya Nair", "priya.nair@mail.example"),
      person("Robert Fielding", "robert@fielding.org", undefined, "Fielding Partners"),
      person("Eden Park", "eden.park@parkstudio.co", undefined, "Park Studio"),
      person("Mia Torres", undefined, "+14155550155"),
    ],
  } satisfies Partial<Record<keyof UserDocument, unknown>>;
}

function bob(now: number): unknown {
  const timeZone = "America/New_York";
  const { workday, event, ago } = calendarOf(now, timeZone);
  return {
    userId: "bob",
    name: "Bob Lindqvist",
    email: "bob@example.com",
    phoneNumber: "+14155550101",
    timezone: timeZone,
    calendar: {
      events: [
        event(workday(1), "10:00", "11:00", "Supplier call"),
        event(workday(1), "14:00", "14:30", "One on one with Mia"),
        event(workday(3), "09:00", "12:00", "Warehouse visit", { location: "Newark" }),
      ],
    },
    gmail: {
      messages: [
        {
          from: "Alice Moreau <alice@example.com>",
          to: "bob@example.com",
          subject: "Dinner",
          text: "Friday works for me. Can you book a table?\n\nAlice",
          date: ago(40),
          labelIds: ["INBOX", "UNREAD"],
        },
      ],
    },
    tasks: { lists: [{ title: "My Tasks", tasks: [{ title: "Order pallets" }] }] },
    contacts: [
      person("Alice Moreau", "alice@example.com", "+14155550100"),
      person("Mia Torres", "mia@lindqvist.example"),
    ],
  };
}
