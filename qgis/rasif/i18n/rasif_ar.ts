<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="ar" sourcelanguage="en">
<context>
  <name>Rasif</name>
  <message>
    <source>{}: only layers in files can be audited; save it as a GeoPackage first.</source>
    <translation>{}: لا تُقيَّم إلا الطبقات المحفوظة في ملفات؛ احفظها أولًا بصيغة GeoPackage.</translation>
  </message>
  <message>
    <source>{}: has changes that are not saved; save them first.</source>
    <translation>{}: فيها تغييرات لم تُحفظ؛ احفظها أولًا.</translation>
  </message>
  <message>
    <source>{}: has a filter, which rasif does not see; remove it, or save what it shows as a file.</source>
    <translation>{}: عليها مرشّح لا يراه rasif؛ أزله، أو احفظ ما يظهر منها في ملف.</translation>
  </message>
  <message>
    <source>File with the layers (GeoPackage or anything GDAL reads)</source>
    <translation>الملف الذي فيه الطبقات (GeoPackage أو أي صيغة يقرؤها GDAL)</translation>
  </message>
  <message>
    <source>Project file of rasif with options; what is changed here wins</source>
    <translation>ملف مشروع rasif وفيه خيارات؛ ما يُغيَّر هنا هو الغالب</translation>
  </message>
  <message>
    <source>What is required</source>
    <translation>المتطلبات</translation>
  </message>
  <message>
    <source>For whom (none chosen: the usual six)</source>
    <translation>لمن (إن لم يُختر شيء: الفئات الست المعتادة)</translation>
  </message>
  <message>
    <source>Mapping file: which column means what</source>
    <translation>ملف الربط: معنى كل عمود</translation>
  </message>
  <message>
    <source>Folder with rules, standards and profiles of your own</source>
    <translation>مجلد فيه قواعد ومعايير وفئات خاصة بكم</translation>
  </message>
  <message>
    <source>Elevation model, for slopes</source>
    <translation>نموذج ارتفاعات، لحساب الميول</translation>
  </message>
  <message>
    <source>Areas to report on</source>
    <translation>المناطق التي يُعدّ التقرير عنها</translation>
  </message>
  <message>
    <source>What it means that no sidewalk is mapped</source>
    <translation>معنى ألا يكون الرصيف مرسومًا</translation>
  </message>
  <message>
    <source>Sidewalk to street at most, in metres</source>
    <translation>أبعد مسافة بين الرصيف وشارعه، بالأمتار</translation>
  </message>
  <message>
    <source>Destinations this near count as reached, in metres (0: as usual)</source>
    <translation>تُعدّ المقاصد التي ضمن هذه المسافة مُدرَكة، بالأمتار (0: كالمعتاد)</translation>
  </message>
  <message>
    <source>List what is unknown among the findings, too</source>
    <translation>إدراج ما هو غير معروف بين الملاحظات أيضًا</translation>
  </message>
  <message>
    <source>Annotated GeoPackage</source>
    <translation>ملف GeoPackage المشروح</translation>
  </message>
  <message>
    <source>Report</source>
    <translation>التقرير</translation>
  </message>
  <message>
    <source>Choose a file, or at least one layer.</source>
    <translation>اختر ملفًا، أو طبقة واحدة على الأقل.</translation>
  </message>
  <message>
    <source>Street centre lines</source>
    <translation>محاور الشوارع</translation>
  </message>
  <message>
    <source>Sidewalks along streets</source>
    <translation>الأرصفة على امتداد الشوارع</translation>
  </message>
  <message>
    <source>Paths away from streets</source>
    <translation>مسارات بعيدة عن الشوارع</translation>
  </message>
  <message>
    <source>Crossings</source>
    <translation>ممرات المشاة</translation>
  </message>
  <message>
    <source>Kerb ramps and kerbs</source>
    <translation>منحدرات الأرصفة وحوافها</translation>
  </message>
  <message>
    <source>Flights of steps</source>
    <translation>الأدراج</translation>
  </message>
  <message>
    <source>Things in the way</source>
    <translation>ما يعترض الطريق</translation>
  </message>
  <message>
    <source>Benches</source>
    <translation>المقاعد</translation>
  </message>
  <message>
    <source>Where people want to go</source>
    <translation>المقاصد</translation>
  </message>
  <message>
    <source>as the standard says</source>
    <translation>كما يقول المعيار</translation>
  </message>
  <message>
    <source>absent</source>
    <translation>غير موجود</translation>
  </message>
  <message>
    <source>unknown</source>
    <translation>غير معروف</translation>
  </message>
  <message>
    <source>Audit a walking network</source>
    <translation>تقييم شبكة المشي</translation>
  </message>
  <message>
    <source>Judges every sidewalk, crossing and ramp against a standard, scores every street for each kind of user, and writes the layers back out annotated.

Choose a file, and rasif recognises its layers; or name layers by what they are. What is not known never counts as accessible.</source>
    <translation>يحكم على كل رصيف وممر ومنحدر وفق معيار، ويعطي كل شارع درجة لكل فئة من المستخدمين، ويكتب الطبقات مشروحة.

اختر ملفًا فيتعرّف rasif إلى طبقاته، أو سمِّ الطبقات بما هي. وما لا يُعرف لا يُعدّ سهل الوصول أبدًا.</translation>
  </message>
  <message>
    <source>Language of the results</source>
    <translation>لغة النتائج</translation>
  </message>
  <message>
    <source>Add the layers to the project, styled and grouped</source>
    <translation>إضافة الطبقات إلى المشروع منسّقة ومجمّعة</translation>
  </message>
  <message>
    <source>The command rasif was not found. Install it, or name it in Settings, Options, Processing, Providers, Rasif.</source>
    <translation>لم يُعثر على الأمر rasif. ثبّته، أو حدّد مكانه في: الإعدادات، خيارات، المعالجة، المزودون، Rasif.</translation>
  </message>
  <message>
    <source>rasif ended with exit code {}.</source>
    <translation>انتهى rasif برمز الخروج {}.</translation>
  </message>
  <message>
    <source>Changes</source>
    <translation>التغييرات</translation>
  </message>
  <message>
    <source>Compare two audits</source>
    <translation>مقارنة تقييمين</translation>
  </message>
  <message>
    <source>Which streets got better or worse between two audits of the same place, for whom and why, how far people get, and what was built. What is only known better than before counts as neither.</source>
    <translation>أي الشوارع تحسّن أو ساء بين تقييمين للمكان نفسه، ولمن ولماذا، وإلى أين يصل الناس، وماذا أُنشئ. وما صار معروفًا أكثر فحسب لا يُعدّ تحسّنًا ولا تراجعًا.</translation>
  </message>
  <message>
    <source>Audited GeoPackage before</source>
    <translation>ملف GeoPackage المقيَّم قبل</translation>
  </message>
  <message>
    <source>Audited GeoPackage after</source>
    <translation>ملف GeoPackage المقيَّم بعد</translation>
  </message>
  <message>
    <source>Folder for the model neighbourhood</source>
    <translation>مجلد الحي النموذجي</translation>
  </message>
  <message>
    <source>Model neighbourhood</source>
    <translation>الحي النموذجي</translation>
  </message>
  <message>
    <source>Get the model neighbourhood</source>
    <translation>إنشاء الحي النموذجي</translation>
  </message>
  <message>
    <source>Writes a small made-up neighbourhood, with faults of every kind, to try the audit on.</source>
    <translation>يكتب حيًّا صغيرًا متخيَّلًا فيه عيوب من كل نوع، لتجربة التقييم.</translation>
  </message>
  <message>
    <source>Suggest a mapping file for what was not recognised</source>
    <translation>اقتراح ملف ربط لما لم يُعرَف</translation>
  </message>
  <message>
    <source>Suggested mapping file</source>
    <translation>ملف الربط المقترح</translation>
  </message>
  <message>
    <source>What the file holds</source>
    <translation>ما في الملف</translation>
  </message>
  <message>
    <source>Suggested mapping file: {}</source>
    <translation>ملف الربط المقترح: {}</translation>
  </message>
  <message>
    <source>See what rasif reads in a file</source>
    <translation>ما يقرؤه rasif من ملف</translation>
  </message>
  <message>
    <source>Lists which layers and columns are recognised as what, in which unit and coordinate system, how full they are, and what looks wrong. Changes nothing. For other columns it writes a mapping file to be checked and edited.</source>
    <translation>يسرد الطبقات والأعمدة وما عُرفت به، ووحداتها ونظام إحداثياتها، ومقدار امتلائها، وما يبدو خطأً. ولا يغيّر شيئًا. ويكتب للأعمدة الأخرى ملف ربط يُراجَع ويُعدَّل.</translation>
  </message>
  <message>
    <source>Rasif: can everybody walk, roll and cross?</source>
    <translation>Rasif: هل يستطيع الجميع السير والتنقل والعبور؟</translation>
  </message>
  <message>
    <source>Command rasif (empty: looked for)</source>
    <translation>الأمر rasif (فارغ: يُبحث عنه)</translation>
  </message>
  <message>
    <source>Reading</source>
    <translation>القراءة</translation>
  </message>
  <message>
    <source>Measuring lines</source>
    <translation>قياس الخطوط</translation>
  </message>
  <message>
    <source>Areas and heights</source>
    <translation>المساحات والارتفاعات</translation>
  </message>
  <message>
    <source>Linking sidewalks to streets</source>
    <translation>ربط الأرصفة بالشوارع</translation>
  </message>
  <message>
    <source>Computing what was not surveyed</source>
    <translation>حساب ما لم يُمسح</translation>
  </message>
  <message>
    <source>Judging</source>
    <translation>الحكم</translation>
  </message>
  <message>
    <source>Scoring</source>
    <translation>حساب الدرجات</translation>
  </message>
  <message>
    <source>Walking network</source>
    <translation>شبكة المشي</translation>
  </message>
  <message>
    <source>Looking for what is missing</source>
    <translation>البحث عن الناقص</translation>
  </message>
  <message>
    <source>Writing</source>
    <translation>الكتابة</translation>
  </message>
  <message>
    <source>Plan works for a budget</source>
    <translation>تخطيط أعمال بميزانية</translation>
  </message>
  <message>
    <source>Chooses the repairs that join most of the walking network to where people need to go: what each work costs, whom it helps, and in which order works are worth doing.

The built-in prices are placeholders for the most part: give a file with the prices of your city.</source>
    <translation>يختار الإصلاحات التي تصل أكثر شبكة المشي بحيث يحتاج الناس أن يذهبوا: كم يكلف كل عمل، ومن ينتفع به، وبأي ترتيب يجدر تنفيذ الأعمال.

والأسعار المدمجة مؤقتة في أكثرها: أدخل ملفًا فيه أسعار مدينتك.</translation>
  </message>
  <message>
    <source>Budget, or several separated by commas (none: ten steps up to all works)</source>
    <translation>الميزانية، أو عدة ميزانيات تفصل بينها فواصل (دون قيمة: عشر خطوات حتى جميع الأعمال)</translation>
  </message>
  <message>
    <source>Years, with the budget for each of them (0: no years)</source>
    <translation>السنوات، ولكل منها الميزانية (0: من دون سنوات)</translation>
  </message>
  <message>
    <source>File with the prices of works in your city</source>
    <translation>ملف فيه أسعار الأعمال في مدينتك</translation>
  </message>
  <message>
    <source>Weights of users, such as wheelchair_manual=3,long_cane=2 (none: all count the same)</source>
    <translation>أوزان المستخدمين، مثل wheelchair_manual=3,long_cane=2 (بلا قيمة: يُحسبون بالتساوي)</translation>
  </message>
  <message>
    <source>What works are to gain</source>
    <translation>ما على الأعمال أن تكسبه</translation>
  </message>
  <message>
    <source>Metres joined to where people need to go</source>
    <translation>أمتار متصلة بحيث يحتاج الناس أن يذهبوا</translation>
  </message>
  <message>
    <source>Scores of streets</source>
    <translation>درجات الشوارع</translation>
  </message>
  <message>
    <source>Metres that meet the standard</source>
    <translation>أمتار مطابقة للمعيار</translation>
  </message>
  <message>
    <source>Where people live: points or polygons</source>
    <translation>أين يسكن الناس: نقاط أو مضلعات</translation>
  </message>
  <message>
    <source>Field with the number of people</source>
    <translation>حقل عدد السكان</translation>
  </message>
  <message>
    <source>Years need a budget: the amount for each year.</source>
    <translation>السنوات تحتاج ميزانية: مبلغ كل سنة.</translation>
  </message>
  <message>
    <source>Choosing works</source>
    <translation>اختيار الأعمال</translation>
  </message>
</context>
<context>
  <name>QObject</name>
  <message>
    <source>%1 [optional]</source>
    <translation>%1 [اختياري]</translation>
  </message>
</context>
</TS>
