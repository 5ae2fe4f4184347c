// Package calendar knows the working days (工作日) of China, by the holiday notices of the State Council: a weekday is
// one unless it lies in a holiday, and a Saturday or Sunday is none unless it is worked to make up for one (调休上班).
// Every year has its own notice, issued in the last months of the year before; nothing here is worked out from the moon.
//
//	cal, err := calendar.Load(os.DirFS("templates/calendar"))
//	due, err := cal.Add(notice.Date{Year: 2025, Month: 1, Day: 20}, 20) // 2025-02-21
//	left, err := cal.Between(today, due)
//	if errors.Is(err, calendar.ErrUnknownYear) { … } // add templates/calendar/2031.yaml
//
// # A year
//
// is a file named after it, 2025.yaml, that copies its notice:
//
//	year: 2025
//	source: 国办发明电〔2024〕12号 国务院办公厅关于2025年部分节假日安排的通知
//	holidays:
//	  - {name: 元旦, from: 2025-01-01, to: 2025-01-01}
//	  - {name: 春节, from: 2025-01-28, to: 2025-02-04}
//	  …
//	workdays: [2025-01-26, 2025-02-08, …]
//
// Holidays are written with the days between them that are off (放假调休), a day off in place of another (补休) included.
// Two that fall together are one, 国庆节、中秋节. All seven of the law have to be there, each in its season; a notice may add
// others (the day of victory of 2015).
//
// # The turn of the year
//
// A notice may reach into the last days of the year before: the one for 2023 begins 元旦 on 31 December 2022, the one for
// 2019 makes 29 December 2018 a working day. It is copied as it stands, so these days are written in the file of the year
// that the notice is for, and no file has to be changed when the next one comes. They also are the reason why the days
// from 29 December on are unknown until the next year's file is there; all others need their own year's alone.
package calendar
