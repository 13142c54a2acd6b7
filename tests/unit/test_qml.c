/* SPDX-License-Identifier: MIT
 *
 * source/qml.h: what of a style goes into a project, in which language, with which additions; and what
 * is no style. */
#include "source/qml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct apart {
    struct text attributes, content;
    bool good;
};

static struct apart take_apart(const char *qml, const struct qml_changes *changes)
{
    struct apart out = {0};
    out.good = qml_take_apart(qml, changes, &out.attributes, &out.content);
    assert_false(out.attributes.failed || out.content.failed);
    return out;
}

static void free_apart(struct apart *apart)
{
    text_free(&apart->attributes);
    text_free(&apart->content);
}

static void assert_holds(const struct apart *apart, const char *wanted)
{
    if (apart->content.data == NULL || strstr(apart->content.data, wanted) == NULL)
        fail_msg("%s is not in %s", wanted, apart->content.data != NULL ? apart->content.data : "nothing");
}

static void assert_lacks(const struct apart *apart, const char *unwanted)
{
    if (apart->content.data != NULL && strstr(apart->content.data, unwanted) != NULL)
        fail_msg("%s is in %s", unwanted, apart->content.data);
}

static const char style[] =
    "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    "<qgis version=\"3.22.0\" labelsEnabled=\"1\" minScale=\"6000\">\n"
    "<renderer-v2 type=\"RuleRenderer\"><rules key=\"r\">"
    "<rule key=\"r0\" filter=\"x=&#39;a · b&#39;\" label=\"good · جيد\"><rule label=\"in · داخل\"/></rule>"
    "<rule key=\"r1\" label=\"same\"/><rule label=\"one · two · three\"/></rules></renderer-v2>\n"
    "<aliases><alias field=\"f\" name=\"change · تغيير\"/></aliases>\n"
    "<previewExpression>&#39;a · b&#39;||&quot;x&quot;&lt;1</previewExpression>\n"
    "<fieldConfiguration><field name=\"a\"/></fieldConfiguration>\n"
    "<attributeEditorForm><attributeEditorContainer name=\"first\"/></attributeEditorForm>\n</qgis>\n";

static void take_apart__two_languages__keeps_one_in_labels_alone(void **state)
{
    (void)state;
    struct apart first = take_apart(style, &(struct qml_changes){.part = 0, .n_parts = 2});
    struct apart second = take_apart(style, &(struct qml_changes){.part = 1, .n_parts = 2});
    assert_true(first.good && second.good);
    assert_holds(&first, "label=\"good\"");
    assert_holds(&first, "label=\"in\"");
    assert_holds(&first, "name=\"change\"");
    assert_holds(&second, "label=\"جيد\"");
    assert_holds(&second, "label=\"داخل\"");
    assert_holds(&second, "name=\"تغيير\"");
    for (int i = 0; i < 2; i++) { /* other numbers of parts, and what is no label */
        const struct apart *one = i == 0 ? &first : &second;
        assert_holds(one, "label=\"same\"");
        assert_holds(one, "label=\"one · two · three\"");
        assert_holds(one, "a · b");
    }
    free_apart(&first);
    free_apart(&second);
}

/* "destination · مقصد": English and French have one text. */
static void take_apart__equal_texts__stand_for_the_language_behind(void **state)
{
    (void)state;
    static const char *const kept[] = {"label=\"good\"", "label=\"جيد\"", "label=\"good\""};
    static const char *const of_three[] = {"label=\"one\"", "label=\"two\"", "label=\"three\""};
    for (size_t i = 0; i < 3; i++) {
        struct apart apart = take_apart(style, &(struct qml_changes){.part = i, .n_parts = 3});
        assert_holds(&apart, kept[i]);
        assert_holds(&apart, of_three[i]);
        assert_holds(&apart, "label=\"same\"");
        free_apart(&apart);
    }
}

static void take_apart__attributes__are_those_of_a_layer(void **state)
{
    (void)state;
    struct apart apart = take_apart(style, &(struct qml_changes){0});
    assert_string_equal(apart.attributes.data, " labelsEnabled=\"1\" minScale=\"6000\"");
    assert_lacks(&apart, "<qgis");
    assert_lacks(&apart, "DOCTYPE");
    free_apart(&apart);
}

static void take_apart__additions__become_the_last_of_their_element(void **state)
{
    (void)state;
    const struct qml_changes changes = {.fields = "<field name=\"b\"/>\n<field name=\"c\"/>\n",
                                        .tabs = "<attributeEditorContainer name=\"last\"/>\n"};
    struct apart apart = take_apart(style, &changes);
    const char *a = strstr(apart.content.data, "name=\"a\""), *b = strstr(apart.content.data, "name=\"b\"");
    const char *c = strstr(apart.content.data, "name=\"c\"");
    const char *end = strstr(apart.content.data, "</fieldConfiguration>");
    assert_true(a != NULL && a < b && b < c && c < end);
    const char *last = strstr(apart.content.data, "name=\"last\"");
    assert_true(last > strstr(apart.content.data, "name=\"first\"") &&
                last < strstr(apart.content.data, "</attributeEditorForm>"));
    free_apart(&apart);
    /* A style without fields gets them, one without a form gets no tabs: QGIS then makes the form. */
    apart = take_apart("<qgis><aliases/></qgis>", &changes);
    assert_holds(&apart, "<fieldConfiguration>");
    assert_lacks(&apart, "attributeEditorForm");
    free_apart(&apart);
}

static void take_apart__no_style__adds_nothing(void **state)
{
    (void)state;
    static const char *const none[] = {"",          "text",          "<qgis",           "<qgis><a></qgis>",
                                       "<sld></sld>", "<a><qgis/></a>", "<qgis></other>", "&&&"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct apart apart = take_apart(none[i], &(struct qml_changes){.part = 0, .n_parts = 2});
        if (apart.good || apart.attributes.length > 0 || apart.content.length > 0)
            fail_msg("'%s' is taken for a style", none[i]);
        free_apart(&apart);
    }
}

static void take_apart__users_own_style__comes_out_well_formed(void **state)
{
    (void)state;
    struct apart apart =
        take_apart("<qgis minScale='1&quot;2'><x y='a&lt;b&amp;\"'>1 &lt; 2 &amp; 3</x></qgis>",
                   &(struct qml_changes){0});
    assert_true(apart.good);
    assert_string_equal(apart.attributes.data, " minScale=\"1&quot;2\"");
    assert_holds(&apart, "y=\"a&lt;b&amp;&quot;\"");
    assert_holds(&apart, "1 &lt; 2 &amp; 3");
    free_apart(&apart);
}

static void take_apart__display__replaces_the_name_of_features(void **state)
{
    (void)state;
    struct apart apart = take_apart(style, &(struct qml_changes){.display = "\"a\"||' < '"});
    assert_holds(&apart, "<previewExpression>\"a\"||' &lt; '</previewExpression>");
    assert_lacks(&apart, "a · b'||");
    free_apart(&apart);
}

static void element_text__there_or_not__is_plain_text(void **state)
{
    (void)state;
    struct text out = {0};
    qml_element_text(style, "previewExpression", &out);
    assert_string_equal(out.data, "'a · b'||\"x\"<1");
    text_free(&out);
    qml_element_text(style, "mapTip", &out);
    qml_element_text("no style", "mapTip", &out);
    assert_int_equal(out.length, 0);
    text_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(take_apart__two_languages__keeps_one_in_labels_alone),
        cmocka_unit_test(take_apart__equal_texts__stand_for_the_language_behind),
        cmocka_unit_test(take_apart__attributes__are_those_of_a_layer),
        cmocka_unit_test(take_apart__additions__become_the_last_of_their_element),
        cmocka_unit_test(take_apart__no_style__adds_nothing),
        cmocka_unit_test(take_apart__users_own_style__comes_out_well_formed),
        cmocka_unit_test(take_apart__display__replaces_the_name_of_features),
        cmocka_unit_test(element_text__there_or_not__is_plain_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
