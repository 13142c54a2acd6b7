/* SPDX-License-Identifier: MIT
 *
 * The words that rasif_rules_show prints around the texts of the files. In: an enum value and a
 * page with its language. Out: a constant text. The tables are indexed by the enums.
 *
 * They are no data file, because they belong to the layout of one page; a language that is added to
 * languages.def needs a column here; until it has one, the first language is shown. */
#include "rule/show.h"

static const struct phrase labels[LABEL_COUNT] = {
    [LABEL_RULE] = {{"rule", "قاعدة"}},
    [LABEL_STANDARD] = {{"standard", "معيار"}},
    [LABEL_PROFILE] = {{"profile", "فئة مستخدمين"}},
    [LABEL_APPLIES] = {{"Applies to", "تنطبق على"}},
    [LABEL_MEASURE] = {{"Measure", "القياس"}},
    [LABEL_SEVERITY] = {{"Severity", "الخطورة"}},
    [LABEL_ALIASES] = {{"Former names", "أسماء سابقة"}},
    [LABEL_WHY] = {{"Why it matters", "لماذا يهم"}},
    [LABEL_LIMITS] = {{"Limits", "الحدود"}},
    [LABEL_NO_LIMIT] = {{"no standard sets a limit", "لا يضع أي معيار حدًا"}},
    [LABEL_SOURCE] = {{"source", "المصدر"}},
    [LABEL_WHEN] = {{"when", "إذا كان"}},
    [LABEL_UNLESS] = {{"unless", "إلا إذا كان"}},
    [LABEL_MAYBE] = {{"not decided where", "لا يُحسم إذا كان"}},
    [LABEL_TOLERANCE] = {{"measuring tolerance", "التفاوت المسموح في القياس"}},
    [LABEL_UNVERIFIED] = {{"unverified", "غير متحقق منه"}},
    [LABEL_CORE] = {{"core", "أساسي"}},
    [LABEL_NEEDS] = {{"What users need (comfortable / adequate / limit / ↓ limit going down, or 1 = best "
                     "to 0)",
                     "ما يحتاجه المستخدمون (مريح / مقبول / حد أقصى / ↓ الحد عند النزول، أو من 1 = "
                     "الأفضل إلى 0)"}},
    [LABEL_NO_NEED] = {{"no profile needs it", "لا تحتاجه أي فئة"}},
    [LABEL_WEIGHT] = {{"weight", "الوزن"}},
    [LABEL_BLOCKS] = {{"stops or endangers", "يمنع المرور أو يعرّض للخطر"}},
    [LABEL_IF_SURVEYED] = {{"asked where the data have it", "يُطلب حيث تتضمنه البيانات"}},
    [LABEL_BASIS] = {{"basis", "الأساس"}},
    [LABEL_DATA] = {{"Data needed", "البيانات المطلوبة"}},
    [LABEL_COMPUTED] = {{"computed, not a field", "يُحسب ولا يُدخل"}},
    [LABEL_FIX] = {{"How to fix", "كيفية المعالجة"}},
    [LABEL_TRAP] = {{"Trap", "احذر"}},
    [LABEL_MESSAGE] = {{"Message", "الرسالة"}},
    [LABEL_EXAMPLES] = {{"Examples", "أمثلة"}},
    [LABEL_STATUS] = {{"Status", "الصفة"}},
    [LABEL_CAUSE] = {{"Failures are", "حالات عدم الاستيفاء"}},
    [LABEL_NOTE] = {{"Note", "ملاحظة"}},
    [LABEL_REQUIREMENTS] = {{"Requirements", "المتطلبات"}},
    [LABEL_CODE] = {{"Code", "الرمز"}},
    [LABEL_SPEED] = {{"Walking speed", "سرعة المشي"}},
    [LABEL_START] = {{"starts after", "يبدأ بعد"}},
    [LABEL_STREET] = {{"Weights within a street", "الأوزان ضمن الشارع"}},
    [LABEL_SIDEWALKS] = {{"sidewalks", "الأرصفة"}},
    [LABEL_CROSSINGS] = {{"crossings", "ممرات المشاة"}},
};

const char *page_label(const struct page *page, enum label label)
{
    return phrase_in(labels[label], page->language);
}

const char *page_severity(const struct page *page, enum severity severity)
{
    static const struct phrase words[SEVERITY_COUNT] = {
        [SEVERITY_MINOR] = {{"minor", "طفيفة"}},
        [SEVERITY_MODERATE] = {{"moderate", "متوسطة"}},
        [SEVERITY_SERIOUS] = {{"serious", "جسيمة"}},
        [SEVERITY_CRITICAL] = {{"critical", "حرجة"}},
    };
    return phrase_in(words[severity], page->language);
}

const char *page_cause(const struct page *page, enum cause cause)
{
    static const struct phrase words[CAUSE_COUNT] = {
        [CAUSE_DEFECT] = {{"a defect: repair or rebuild", "عيب: يُصلَح أو يُعاد بناؤه"}},
        [CAUSE_MISSING] = {{"something missing: build or add", "شيء مفقود: يُبنى أو يُضاف"}},
        [CAUSE_BEHAVIOUR] = {{"behaviour: keep clear and enforce", "سلوك: يُخلى المكان ويُفرض ذلك"}},
        [CAUSE_TERRAIN] = {{"the ground's: another way", "من طبيعة الأرض: طريق آخر"}},
        [CAUSE_UNKNOWN] = {{"not known", "غير معروفة السبب"}},
    };
    return phrase_in(words[cause], page->language);
}

const char *page_status(const struct page *page, enum standard_status status)
{
    static const struct phrase words[3] = {
        [STANDARD_NORMATIVE] = {{"normative", "ملزم"}},
        [STANDARD_GUIDANCE] = {{"guidance", "إرشادي"}},
        [STANDARD_PROVISIONAL] = {{"provisional", "مؤقت"}},
    };
    return phrase_in(words[status], page->language);
}

const char *page_outcome(const struct page *page, rasif_outcome outcome)
{
    static const struct phrase words[4] = {
        [RASIF_NOT_APPLICABLE] = {{"not applicable", "لا ينطبق"}},
        [RASIF_PASS] = {{"pass", "مطابق"}},
        [RASIF_UNKNOWN] = {{"unknown", "غير معروف"}},
        [RASIF_FAIL] = {{"fail", "غير مطابق"}},
    };
    return phrase_in(words[outcome], page->language);
}

void page_elements(struct page *page, unsigned elements)
{
    static const struct phrase words[ELEMENT_COUNT] = {
        [ELEMENT_STREET] = {{"street", "شارع"}},
        [ELEMENT_SIDEWALK] = {{"sidewalk", "رصيف"}},
        [ELEMENT_CROSSING] = {{"crossing", "ممر مشاة"}},
        [ELEMENT_RAMP] = {{"kerb ramp", "منحدر رصيف"}},
        [ELEMENT_STEPS] = {{"steps", "درج"}},
    };
    static const struct phrase comma = {{", ", "، "}};
    bool first = true;
    for (int i = 0; i < ELEMENT_COUNT; i++) {
        if ((elements >> i & 1u) == 0)
            continue;
        text_add(&page->text, first ? "" : phrase_in(comma, page->language));
        text_add(&page->text, phrase_in(words[i], page->language));
        first = false;
    }
}
