# A QGIS project beside the output. What QGIS says of it: tests/outside/check_project.py.
$ rasif audit corner.gpkg -q -o city.gpkg >/dev/null; rasif project city.gpkg
! rasif: wrote city.qgs

$ rasif project city.gpkg
! rasif: city.qgs exists; choose another name or add --force to replace it
[exit 2]

# The same file gives the same bytes, wherever it lies.
$ cp city.qgs first.qgs; rasif project city.gpkg --force 2>/dev/null; cmp city.qgs first.qgs; mkdir sub; cp city.gpkg sub; rasif project sub/city.gpkg 2>/dev/null; cmp city.qgs sub/city.qgs

# The audit writes it, too, in its own language.
$ rasif audit corner.gpkg -o other.gpkg --lang ar --qgis-project >/dev/null
! rasif: كُتب other.gpkg
! rasif: كُتب other.qgs

$ rasif audit corner.gpkg -q -o fresh.gpkg --qgis-project >/dev/null; sed 's/city\.gpkg/fresh.gpkg/g' city.qgs | cmp - fresh.qgs

$ grep -c "<layername>الملاحظات" other.qgs; grep -c "<layername>Findings" city.qgs
1
1

$ rasif audit corner.gpkg -q --qgis-project
! rasif: --qgis-project writes a project beside the output; name one with -o OUT.gpkg
[exit 2]

$ rm other.gpkg; rasif audit corner.gpkg -q -o other.gpkg --qgis-project; ls other.gpkg
! rasif: other.qgs exists; choose another name or add --force to replace it
! ls: cannot access 'other.gpkg': No such file or directory
[exit 2]

# Layers name the file as seen from the project's folder.
$ rasif project city.gpkg -o sub/away.qgs; grep -o '<datasource>[^|]*' sub/away.qgs | sort -u
<datasource>../city.gpkg
! rasif: wrote sub/away.qgs

$ rasif project sub/city.gpkg -o away.qgs; grep -o '<datasource>[^|]*' away.qgs | sort -u
<datasource>./sub/city.gpkg
! rasif: wrote away.qgs

$ mv city.gpkg 'a & "b".gpkg'; rasif project 'a & "b".gpkg'; grep -o '<datasource>[^|]*' 'a & "b".qgs' | sort -u
<datasource>./a &amp; &quot;b&quot;.gpkg
! rasif: wrote a & "b".qgs

# In a language that the file has texts in.
$ rasif project 'a & "b".gpkg' --lang fr -o f.qgs; ls f.qgs
! rasif: a & "b".gpkg : n’a pas de textes dans la langue fr, seulement en : en, ar ; en choisir une, ou refaire l’audit avec --lang fr
! ls: cannot access 'f.qgs': No such file or directory
[exit 2]

$ rasif audit corner.gpkg -q --lang fr -o f.gpkg --qgis-project >/dev/null; grep -c "<layername>Constats" f.qgs
1

# A comparison has a project, too; a file that rasif did not write has none.
$ rasif diff f.gpkg f.gpkg -o changes.gpkg >/dev/null; rasif project changes.gpkg; grep -o '<layer-tree-group name="[^"]*' changes.qgs
<layer-tree-group name="What is wrong, what is missing, what to repair
<layer-tree-group name="Streets and their sides
<layer-tree-group name="Tables
! rasif: wrote changes.gpkg
! rasif: wrote changes.qgs

$ rasif project corner.gpkg
! rasif: corner.gpkg is not annotated: it has no table audit_rules; make an annotated copy with 'rasif audit corner.gpkg -o OUT.gpkg' and give that
[exit 3]

$ ls corner.qgs
! ls: cannot access 'corner.qgs': No such file or directory
[exit 2]

# Never over what is read, nor under another ending; a folder that can't be written leaves nothing.
$ cp f.gpkg g.gpkg; ln g.gpkg hard.qgs; rasif project g.gpkg -o hard.qgs --force
! rasif: hard.qgs is an input; inputs are never written
[exit 2]

$ cmp f.gpkg g.gpkg; rasif project f.gpkg -o f.qgz
! rasif: f.qgz: QGIS opens a project by its ending; name a file that ends in .qgs
[exit 2]

$ rasif project f.gpkg -o nowhere/f.qgs
! rasif: nowhere/f.qgs: its folder can't be used: No such file or directory
[exit 4]

# A run that can't write the whole project leaves none, nor a temporary file.
$ (ulimit -f 1; rasif project f.gpkg -o small.qgs); ls -A | grep -c small
0
! rasif: small.qgs: can't be written: File too large
[exit 1]

$ rasif audit corner.gpkg -q -o r.gpkg --qgis-project -f json:r.qgs; ls r.gpkg
! rasif: r.qgs is to be written twice; every result needs a file of its own
! ls: cannot access 'r.gpkg': No such file or directory
[exit 2]

$ rasif project
! rasif: project needs an annotated GeoPackage; see 'rasif help project'
[exit 2]

$ rasif project a.gpkg b.gpkg
! rasif: project takes one file, not also 'b.gpkg'
[exit 2]
