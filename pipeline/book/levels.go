package book

import "huibian/pipeline/cite"

// levelNames heads the ranks of the legal-basis register.
var levelNames = map[cite.Level]string{
	cite.Law:             "法律",
	cite.Regulation:      "行政法规",
	cite.LocalRegulation: "地方性法规",
	cite.Rule:            "规章",
	cite.Normative:       "规范性文件",
	cite.Organisation:    "机构编制文件",
	cite.Unknown:         "其他依据",
}
