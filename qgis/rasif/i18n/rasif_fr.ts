<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr" sourcelanguage="en">
<context>
  <name>Rasif</name>
  <message>
    <source>{}: only layers in files can be audited; save it as a GeoPackage first.</source>
    <translation>{} : seules les couches enregistrées dans un fichier peuvent être auditées ; l’enregistrer d’abord en GeoPackage.</translation>
  </message>
  <message>
    <source>{}: has changes that are not saved; save them first.</source>
    <translation>{} : des modifications ne sont pas enregistrées ; les enregistrer d’abord.</translation>
  </message>
  <message>
    <source>{}: has a filter, which rasif does not see; remove it, or save what it shows as a file.</source>
    <translation>{} : un filtre, que rasif ne voit pas, est actif ; le retirer, ou enregistrer dans un fichier ce qu’il montre.</translation>
  </message>
  <message>
    <source>File with the layers (GeoPackage or anything GDAL reads)</source>
    <translation>Fichier contenant les couches (GeoPackage ou tout format lu par GDAL)</translation>
  </message>
  <message>
    <source>Project file of rasif with options; what is changed here wins</source>
    <translation>Fichier de projet de rasif avec des options ; ce qui est modifié ici l’emporte</translation>
  </message>
  <message>
    <source>What is required</source>
    <translation>Exigences</translation>
  </message>
  <message>
    <source>For whom (none chosen: the usual six)</source>
    <translation>Pour qui (aucun choix : les six profils habituels)</translation>
  </message>
  <message>
    <source>Mapping file: which column means what</source>
    <translation>Fichier de correspondance : sens de chaque colonne</translation>
  </message>
  <message>
    <source>Folder with rules, standards and profiles of your own</source>
    <translation>Dossier de règles, normes et profils propres</translation>
  </message>
  <message>
    <source>Elevation model, for slopes</source>
    <translation>Modèle numérique de terrain, pour les pentes</translation>
  </message>
  <message>
    <source>Areas to report on</source>
    <translation>Zones à détailler dans le rapport</translation>
  </message>
  <message>
    <source>What it means that no sidewalk is mapped</source>
    <translation>Sens d’un trottoir non cartographié</translation>
  </message>
  <message>
    <source>Sidewalk to street at most, in metres</source>
    <translation>Distance maximale du trottoir à sa rue, en mètres</translation>
  </message>
  <message>
    <source>Destinations this near count as reached, in metres (0: as usual)</source>
    <translation>Distance à laquelle une destination est atteinte, en mètres (0 : valeur habituelle)</translation>
  </message>
  <message>
    <source>List what is unknown among the findings, too</source>
    <translation>Inclure ce qui est inconnu dans les constats</translation>
  </message>
  <message>
    <source>Annotated GeoPackage</source>
    <translation>GeoPackage annoté</translation>
  </message>
  <message>
    <source>Report</source>
    <translation>Rapport</translation>
  </message>
  <message>
    <source>Choose a file, or at least one layer.</source>
    <translation>Choisir un fichier, ou au moins une couche.</translation>
  </message>
  <message>
    <source>Street centre lines</source>
    <translation>Axes des rues</translation>
  </message>
  <message>
    <source>Sidewalks along streets</source>
    <translation>Trottoirs le long des rues</translation>
  </message>
  <message>
    <source>Paths away from streets</source>
    <translation>Cheminements à l’écart des rues</translation>
  </message>
  <message>
    <source>Crossings</source>
    <translation>Traversées</translation>
  </message>
  <message>
    <source>Kerb ramps and kerbs</source>
    <translation>Abaissés de trottoir et bordures</translation>
  </message>
  <message>
    <source>Flights of steps</source>
    <translation>Escaliers</translation>
  </message>
  <message>
    <source>Things in the way</source>
    <translation>Obstacles</translation>
  </message>
  <message>
    <source>Benches</source>
    <translation>Bancs</translation>
  </message>
  <message>
    <source>Where people want to go</source>
    <translation>Destinations</translation>
  </message>
  <message>
    <source>as the standard says</source>
    <translation>selon la norme</translation>
  </message>
  <message>
    <source>absent</source>
    <translation>absent</translation>
  </message>
  <message>
    <source>unknown</source>
    <translation>inconnu</translation>
  </message>
  <message>
    <source>Audit a walking network</source>
    <translation>Auditer un réseau piéton</translation>
  </message>
  <message>
    <source>Judges every sidewalk, crossing and ramp against a standard, scores every street for each kind of user, and writes the layers back out annotated.

Choose a file, and rasif recognises its layers; or name layers by what they are. What is not known never counts as accessible.</source>
    <translation>Juge chaque trottoir, traversée et abaissé selon une norme, note chaque rue pour chaque profil d’usagers, et réécrit les couches annotées.

Choisir un fichier, dont rasif reconnaît les couches, ou désigner les couches par ce qu’elles sont. Ce qui est inconnu ne compte jamais comme accessible.</translation>
  </message>
  <message>
    <source>Language of the results</source>
    <translation>Langue des résultats</translation>
  </message>
  <message>
    <source>Add the layers to the project, styled and grouped</source>
    <translation>Ajouter les couches au projet, avec styles et groupes</translation>
  </message>
  <message>
    <source>The command rasif was not found. Install it, or name it in Settings, Options, Processing, Providers, Rasif.</source>
    <translation>La commande rasif est introuvable. L’installer, ou indiquer son emplacement dans Préférences, Options, Traitement, Fournisseurs de traitements, Rasif.</translation>
  </message>
  <message>
    <source>rasif ended with exit code {}.</source>
    <translation>rasif s’est terminé avec le code {}.</translation>
  </message>
  <message>
    <source>Changes</source>
    <translation>Changements</translation>
  </message>
  <message>
    <source>Compare two audits</source>
    <translation>Comparer deux audits</translation>
  </message>
  <message>
    <source>Which streets got better or worse between two audits of the same place, for whom and why, how far people get, and what was built. What is only known better than before counts as neither.</source>
    <translation>Quelles rues se sont améliorées ou dégradées entre deux audits du même lieu, pour qui et pourquoi, jusqu’où l’on va, et ce qui a été construit. Ce qui est seulement mieux connu ne compte ni comme un progrès ni comme un recul.</translation>
  </message>
  <message>
    <source>Audited GeoPackage before</source>
    <translation>GeoPackage audité avant</translation>
  </message>
  <message>
    <source>Audited GeoPackage after</source>
    <translation>GeoPackage audité après</translation>
  </message>
  <message>
    <source>Folder for the model neighbourhood</source>
    <translation>Dossier du quartier modèle</translation>
  </message>
  <message>
    <source>Model neighbourhood</source>
    <translation>Quartier modèle</translation>
  </message>
  <message>
    <source>Get the model neighbourhood</source>
    <translation>Obtenir le quartier modèle</translation>
  </message>
  <message>
    <source>Writes a small made-up neighbourhood, with faults of every kind, to try the audit on.</source>
    <translation>Écrit un petit quartier fictif, avec des défauts de toute sorte, pour essayer l’audit.</translation>
  </message>
  <message>
    <source>Suggest a mapping file for what was not recognised</source>
    <translation>Proposer un fichier de correspondance pour ce qui n’a pas été reconnu</translation>
  </message>
  <message>
    <source>Suggested mapping file</source>
    <translation>Fichier de correspondance proposé</translation>
  </message>
  <message>
    <source>What the file holds</source>
    <translation>Contenu du fichier</translation>
  </message>
  <message>
    <source>Suggested mapping file: {}</source>
    <translation>Fichier de correspondance proposé : {}</translation>
  </message>
  <message>
    <source>See what rasif reads in a file</source>
    <translation>Voir ce que rasif lit dans un fichier</translation>
  </message>
  <message>
    <source>Lists which layers and columns are recognised as what, in which unit and coordinate system, how full they are, and what looks wrong. Changes nothing. For other columns it writes a mapping file to be checked and edited.</source>
    <translation>Énumère les couches et colonnes avec ce qui y est reconnu, leurs unités, leur système de coordonnées, leur taux de remplissage, et ce qui paraît faux. Ne modifie rien. Pour les autres colonnes, écrit un fichier de correspondance à vérifier et à corriger.</translation>
  </message>
  <message>
    <source>Rasif: can everybody walk, roll and cross?</source>
    <translation>Rasif : tout le monde peut-il marcher, rouler et traverser ?</translation>
  </message>
  <message>
    <source>Command rasif (empty: looked for)</source>
    <translation>Commande rasif (vide : recherchée)</translation>
  </message>
  <message>
    <source>Reading</source>
    <translation>Lecture</translation>
  </message>
  <message>
    <source>Measuring lines</source>
    <translation>Mesure des lignes</translation>
  </message>
  <message>
    <source>Areas and heights</source>
    <translation>Surfaces et altitudes</translation>
  </message>
  <message>
    <source>Linking sidewalks to streets</source>
    <translation>Rattachement des trottoirs aux rues</translation>
  </message>
  <message>
    <source>Computing what was not surveyed</source>
    <translation>Calcul de ce qui n’a pas été relevé</translation>
  </message>
  <message>
    <source>Judging</source>
    <translation>Jugement</translation>
  </message>
  <message>
    <source>Scoring</source>
    <translation>Notation</translation>
  </message>
  <message>
    <source>Walking network</source>
    <translation>Réseau piéton</translation>
  </message>
  <message>
    <source>Looking for what is missing</source>
    <translation>Recherche de ce qui manque</translation>
  </message>
  <message>
    <source>Writing</source>
    <translation>Écriture</translation>
  </message>
  <message>
    <source>Plan works for a budget</source>
    <translation>Planifier des travaux pour un budget</translation>
  </message>
  <message>
    <source>Chooses the repairs that join most of the walking network to where people need to go: what each work costs, whom it helps, and in which order works are worth doing.

The built-in prices are placeholders for the most part: give a file with the prices of your city.</source>
    <translation>Choisit les réparations qui relient le plus du réseau piéton aux lieux où l’on doit se rendre : ce que coûte chaque travail, qui en profite, et dans quel ordre les travaux valent la peine d’être faits.

Les prix intégrés sont provisoires pour la plupart : indiquez un fichier avec les prix de votre ville.</translation>
  </message>
  <message>
    <source>Budget, or several separated by commas (none: ten steps up to all works)</source>
    <translation>Budget, ou plusieurs séparés par des virgules (aucun : dix paliers jusqu’à tous les travaux)</translation>
  </message>
  <message>
    <source>Years, with the budget for each of them (0: no years)</source>
    <translation>Années, avec le budget pour chacune (0 : sans années)</translation>
  </message>
  <message>
    <source>File with the prices of works in your city</source>
    <translation>Fichier des prix des travaux dans votre ville</translation>
  </message>
  <message>
    <source>Weights of users, such as wheelchair_manual=3,long_cane=2 (none: all count the same)</source>
    <translation>Poids des usagers, comme wheelchair_manual=3,long_cane=2 (vide : tous comptent autant)</translation>
  </message>
  <message>
    <source>What works are to gain</source>
    <translation>Ce que les travaux doivent gagner</translation>
  </message>
  <message>
    <source>Metres joined to where people need to go</source>
    <translation>Mètres reliés aux lieux où l’on doit se rendre</translation>
  </message>
  <message>
    <source>Scores of streets</source>
    <translation>Notes des rues</translation>
  </message>
  <message>
    <source>Metres that meet the standard</source>
    <translation>Mètres conformes à la norme</translation>
  </message>
  <message>
    <source>Where people live: points or polygons</source>
    <translation>Où des personnes habitent : points ou polygones</translation>
  </message>
  <message>
    <source>Field with the number of people</source>
    <translation>Champ avec le nombre de personnes</translation>
  </message>
  <message>
    <source>Years need a budget: the amount for each year.</source>
    <translation>Les années demandent un budget : le montant de chaque année.</translation>
  </message>
  <message>
    <source>Choosing works</source>
    <translation>Choix des travaux</translation>
  </message>
</context>
</TS>
